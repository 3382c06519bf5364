{
  # What node-gyp builds here is described beside its sources, where the package has it too. There is no file of this name
  # in the root of the package: npm would take it for something to build when the package is installed.
  'targets': [
    {
      'target_name': 'all_addons',
      'type': 'none',
      'dependencies': ['native/binding.gyp:gpmc'],
    },
  ],
}
