/** In place of @nestjs/core in the recording thread: identifies its copy of Nest. */
export const ModuleRef = {};
