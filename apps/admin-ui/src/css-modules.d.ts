/// <reference types="vite/types/importMeta.d.ts" />

/** Names of the classes of a sheet; a test compares them with those that are used. */
declare module '*.module.css' {
  const classes: Readonly<Record<string, string>>;
  export = classes;
}

declare module '*.css';
