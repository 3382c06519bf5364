import type { Interface, Method, Model } from '../../tools/generate/model';

/** The sections that hold the slots of our declarations and of mingw-w64's. */
export const OWN_SECTION = 'gpmcown';
export const MINGW_SECTION = 'gpmcmgw';

/** The interfaces that mingw-w64's `gpmgmt.h` declares too. */
export function sharedInterfaces(model: Model): Interface[] {
  return model.interfaces.filter((item) => item.description.inMingwHeader);
}

/** A translation unit that records the slot of every method of our header. */
export function ownProbe(model: Model): string {
  return lines('#include "gpmgmt.h"', ...slots(model.methods, 'gpmc::gpmgmt::', OWN_SECTION));
}

/**
 * A translation unit with both headers: it compiles only if each shared method has the same signature in both, once
 * the types of mingw-w64's namespace (the global one) are replaced by ours, and it records the slots of both.
 */
export function mingwProbe(model: Model): string {
  const shared = sharedInterfaces(model);
  const methods = shared.flatMap((item) => item.methods);
  // Declared, though not defined, in mingw-w64's header; the enumerations it lacks belong to no shared interface.
  const enums = new Set(
    methods.flatMap((method) =>
      method.parameters.filter(({ kind }) => kind === 'enum').map(({ base }) => base),
    ),
  );
  return lines(
    '#include <gpmgmt.h>',
    '#include "gpmgmt.h"',
    '#include <type_traits>',
    'template <class T> struct ours { using type = T; };',
    'template <class T> struct ours<T*> { using type = typename ours<T>::type*; };',
    ...[...shared.map(({ name }) => name), ...enums].map(
      (name) => `template <> struct ours<::${name}> { using type = gpmc::gpmgmt::${name}; };`,
    ),
    'template <class C, class R, class... A> struct ours<R (STDMETHODCALLTYPE C::*)(A...)> {',
    '  using type = typename ours<R>::type (STDMETHODCALLTYPE ours<C>::type::*)(typename ours<A>::type...);',
    '};',
    'template <class Mingw, class Own>',
    'inline constexpr bool same = std::is_same_v<typename ours<Mingw>::type, Own>;',
    ...methods.map((method) => {
      const name = method.fullName;
      return `static_assert(same<decltype(&::${name}), decltype(&gpmc::gpmgmt::${name})>, "${name} differs");`;
    }),
    ...slots(methods, 'gpmc::gpmgmt::', OWN_SECTION),
    ...slots(methods, '::', MINGW_SECTION),
  );
}

/** One line for each method whose slot is not the described one. */
export function slotDifferences(
  methods: readonly Method[],
  found: readonly number[],
  header: string,
): string[] {
  if (found.length !== methods.length)
    return [`${header} gives ${found.length} slots for ${methods.length} methods`];
  return methods
    .map((method, i) => ({ method, slot: found[i] }))
    .filter(({ method, slot }) => slot !== method.description.slot)
    .map(
      ({ method, slot }) =>
        `${method.fullName} is in slot ${slot} of ${header}, described in ${method.description.slot}`,
    );
}

function slots(methods: readonly Method[], scope: string, section: string): string[] {
  return [
    `struct ${section}_slots {`,
    ...methods.map((method, i) => `  decltype(&${scope}${method.fullName}) m${i};`),
    '};',
    `[[gnu::used, gnu::section("${section}")]] const ${section}_slots ${section}_table = {`,
    ...methods.map((method) => `  &${scope}${method.fullName},`),
    '};',
  ];
}

function lines(...text: string[]): string {
  return `${text.join('\n')}\n`;
}
