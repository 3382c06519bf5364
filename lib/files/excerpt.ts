/** How many characters of a text a message repeats; of a path as many as a path in Windows may have. */
const longestText = 80;
const longestPath = 260;

/** A text of a file or a user as a message repeats it: never megabytes of it. */
export function excerpt(text: string, longest = longestText): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

/** {@link excerpt} of a path, of which more tells. */
export function pathExcerpt(path: string): string {
  return excerpt(path, longestPath);
}
