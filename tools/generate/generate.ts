import { clientThunks, clientThunksHeader } from './cpp/client-thunks';
import { declarations } from './cpp/declarations';
import { methodTable } from './cpp/methods';
import { serverFactory, serverThunks } from './cpp/server-thunks';
import type { Description } from './description';
import { idl } from './idl';
import { modelOf } from './model';
import { calls } from './typescript/calls';
import { methods } from './typescript/methods';
import { names } from './typescript/names';

/** The folders, relative to the project's root, that hold generated files and nothing else. */
export const CPP_FOLDER = 'native/gpmgmt/generated';
export const TYPESCRIPT_FOLDER = 'lib/generated';

/** The text of every generated file by its path relative to the project's root. */
export function generate(description: Description): Map<string, string> {
  const model = modelOf(description);
  return new Map([
    [`${CPP_FOLDER}/gpmgmt.h`, declarations(model)],
    [`${CPP_FOLDER}/client_thunks.h`, clientThunksHeader(model)],
    [`${CPP_FOLDER}/client_thunks.cc`, clientThunks(model.interfaces)],
    [`${CPP_FOLDER}/methods.cc`, methodTable(model)],
    [`${CPP_FOLDER}/server_thunks.h`, serverThunks(model)],
    [`${CPP_FOLDER}/server_factory.cc`, serverFactory(model)],
    [`${CPP_FOLDER}/gpmgmt.idl`, idl(model)],
    [`${TYPESCRIPT_FOLDER}/gpmgmt.ts`, names(model)],
    [`${TYPESCRIPT_FOLDER}/calls.ts`, calls(model)],
    [`${TYPESCRIPT_FOLDER}/methods.ts`, methods(model)],
  ]);
}
