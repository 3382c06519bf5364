/** Sections of GptTmpl.inf whose lines are `"name",mode,"descriptor in SDDL"`. */
const descriptorSections = ['service general setting', 'registry keys', 'file security'];

/** A SID in the descriptor of a setting. */
export interface DescriptorReference {
  sid: string;
  /** The service, registry key or file. */
  setting: string;
}

/** The SID to write in place of another; nothing takes its entry out. */
type DescriptorVisitor = (reference: DescriptorReference) => string | undefined;

function rewriteSddl(sddl: string, setting: string, visit: DescriptorVisitor): string {
  const entries = sddl.replace(/\(([^()]*;)(S-1-[\d-]+)\)/gi, (_, head: string, sid: string) => {
    const mapped = visit({ sid, setting });
    return mapped === undefined ? '' : `(${head}${mapped})`;
  });
  return entries.replace(/^(O:)?(S-1-[\d-]+)?(G:)(S-1-[\d-]+)|^(O:)(S-1-[\d-]+)/i, (whole) =>
    whole.replace(/([OG]:)(S-1-[\d-]+)/gi, (_, part: string, sid: string) => {
      const mapped = visit({ sid, setting });
      return mapped === undefined ? '' : part + mapped;
    }),
  );
}

/** Replaces the SIDs in the descriptors of services, registry keys and files. All else stays to the letter. */
export function rewriteDescriptors(text: string, visit: DescriptorVisitor): string {
  let section = '';
  return text
    .split(/(\r\n|\n)/)
    .map((line) => {
      const heading = /^\s*\[([^\]]*)\]\s*$/.exec(line)?.[1];
      if (heading !== undefined) section = heading.trim().toLowerCase();
      if (!descriptorSections.includes(section)) return line;
      const match = /^(\s*"?([^",]*)"?\s*,\s*\d+\s*,\s*")(.*)("\s*)$/.exec(line);
      return match ? `${match[1]}${rewriteSddl(match[3]!, match[2]!, visit)}${match[4]}` : line;
    })
    .join('');
}

/** The lines of one section of an .inf or .ini text, without comments. */
export function iniSection(text: string, name: string): string[] {
  const lines: string[] = [];
  let inside = false;
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\s*\[([^\]]*)\]\s*$/.exec(line)?.[1];
    if (heading !== undefined) inside = heading.trim().toLowerCase() === name.toLowerCase();
    else if (inside && line.trim() !== '' && !line.trimStart().startsWith(';')) lines.push(line.trim());
  }
  return lines;
}
