import timers from 'node:timers';

/**
 * The timers of Node.js as they were when this was loaded. Test runners put fake ones in the place of the global
 * functions: what a server delivers, and how long it is waited for, are not to stand still with the clock of a test.
 */
export const { clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } = { ...timers };
