import { replaceFile } from '../files/disk';
import { encodeUtf16 } from '../files/text';
import { wordOwnFailure } from '../hresult/own-failure';

// Needed by those only who write reports, and loaded then.

/**
 * Writes a report whole or not at all, in the encoding that its XML declares: UTF-16 with a mark.
 *
 * @param action - what could not be done where it fails, as it follows "Could not"
 * @param operation - the method that made the report
 */
export async function writeReport(
  file: string,
  report: string,
  action: string,
  operation: string,
): Promise<void> {
  try {
    await replaceFile(file, encodeUtf16(report), false);
  } catch (error) {
    throw wordOwnFailure(action, operation, error);
  }
}
