/** Metadata keys of `@nestjs/swagger` 11 and 12: importing the package would require every host to install it. */
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
