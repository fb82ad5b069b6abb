import type { InjectionToken, OptionalFactoryDependency } from '@nestjs/common';

/** Missing if the application uses another copy of Nest, which RESOLVED_OPTIONS reports. */
export const ofNest = (token: InjectionToken): OptionalFactoryDependency => ({ token, optional: true });
