const { isAddonFree } = require('./addon-free.cjs');

const refuse = () => {
  throw new Error('This suite loads the addon: take it from the list in test/support/addon-free.cjs.');
};

if (isAddonFree(expect.getState().testPath)) {
  jest.doMock('../../lib/addon/loader', () => ({ addon: refuse, loadAddon: refuse }));
}
