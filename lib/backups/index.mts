// Node.js finds the names of a CommonJS module only where they are listed: the values of ./index.ts for `import`.
export type * from './index.js';
export { GpmError, listBackups } from './index.js';
