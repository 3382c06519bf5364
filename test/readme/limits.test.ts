import { limits } from '../../lib/files/limits';
import { type Page, pages } from './blocks';

const { lines } = pages().find(({ name }) => name === 'docs/formats.md') as Page;

/** As the page spells it: sizes in the largest unit that fits, other numbers in groups of three. */
function spelled(name: string, value: number): string {
  if (!name.endsWith('Size')) return value.toLocaleString('en-US');
  const mebibytes = value / 2 ** 20;
  return mebibytes >= 1 ? `${mebibytes} MiB` : `${value / 2 ** 10} KiB`;
}

test.each(Object.entries(limits))('the page on formats tells the limit %s', (name, value) => {
  const text = lines.filter((line) => line.startsWith('|')).join('\n');
  expect(text).toMatch(new RegExp(`\\b${spelled(name, value)}\\b`));
});
