/**
 * Keys under which `@nestjs/swagger` 11 and 12 look for metadata. Written out, because importing that package would make
 * every host install it. Without it the metadata is never read.
 */
export const OPEN_API = {
  operation: 'swagger/apiOperation',
  parameters: 'swagger/apiParameters',
  responses: 'swagger/apiResponse',
  tags: 'swagger/apiUseTags',
  security: 'swagger/apiSecurity',
  excludedController: 'swagger/apiExcludeController',
  includedEndpoint: 'swagger/apiIncludeEndpoint',
  models: 'swagger/apiExtraModels',
  schema: 'swagger/apiSchema',
} as const;
