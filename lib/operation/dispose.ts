/**
 * The symbol of `await using`. Node.js 20 gives it to its main context only; in another one, such as a test of
 * Jest, it is defined here as TypeScript's own `await using` expects it, so that classes and callers agree on it.
 */
if (Symbol.asyncDispose === undefined) {
  Object.defineProperty(Symbol, 'asyncDispose', { value: Symbol.for('Symbol.asyncDispose') });
}

/** `Symbol.asyncDispose`. */
export const asyncDispose: typeof Symbol.asyncDispose = Symbol.asyncDispose;
