{
  # The transports that `npm run bench` holds gpmc against. Built by `node-gyp rebuild -C bench`.
  'target_defaults': {
    'include_dirs': ["<!@(node -p \"require('node-addon-api').include_dir\")"],
    'defines': ['NAPI_VERSION=8', 'NODE_ADDON_API_DISABLE_DEPRECATED'],
    'cflags_cc': ['-std=c++20', '-Wall', '-Wextra', '-Werror'],
    'cflags_cc!': ['-std=gnu++17', '-std=gnu++20'],
    'xcode_settings': {'CLANG_CXX_LANGUAGE_STANDARD': 'c++20'},
    'msvs_settings': {'VCCLCompilerTool': {'AdditionalOptions': ['/std:c++20', '/W4']}},
  },
  'targets': [
    {
      'target_name': 'bench_baseline',
      'defines': ['NAPI_DISABLE_CPP_EXCEPTIONS'],
      'sources': [
        'baseline/batch.cpp',
        'baseline/module.cpp',
        'baseline/plain_c.cpp',
        'baseline/pool_hop.cpp',
        'baseline/progress_worker.cpp',
        'baseline/raw_threadsafe_function.cpp',
        'baseline/threadsafe_function.cpp',
      ],
    },
    {
      'target_name': 'bench_empty',
      'sources': ['baseline/empty.cpp'],
    },
  ],
}
