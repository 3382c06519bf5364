/** Anything XML 1.0 has no way to hold, not even as a reference. Lone surrogates are among them. */
const illegal = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** The first character of a text that XML cannot hold, by its name (`U+0000`); undefined when there is none. */
export function findIllegalCharacter(text: string): { name: string; offset: number } | undefined {
  const offset = text.search(illegal);
  if (offset < 0) {
    return undefined;
  }
  const code = text.codePointAt(offset)!.toString(16).toUpperCase();
  return { name: `U+${code.padStart(4, '0')}`, offset };
}

/** Text without what XML has no way to hold; each such character becomes U+FFFD. */
export function withoutIllegalCharacters(text: string): string {
  return text.replace(illegal, '\ufffd');
}
