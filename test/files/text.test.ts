import { equalIgnoringCase, foldCase } from '../../lib/files/text';

test.each([
  ['Machine\\Scripts', 'MACHINE\\SCRIPTS', true],
  ['Größe', 'GRÖSSE', false],
  ['größe', 'GRÖßE', true],
  ['Straße', 'Strasse', false],
  ['ı', 'I', false],
  ['ſ', 's', false],
  ['ж', 'Ж', true],
  ['ﬁle', 'FILE', false],
])('%s and %s as Windows compares them', (a, b, same) => {
  expect(equalIgnoringCase(a, b)).toBe(same);
});

test('a folded name has as many letters as before', () => {
  expect(foldCase('aßıſŉﬁ\ud83d\ude00z')).toBe('Aßıſŉﬁ\ud83d\ude00Z');
});
