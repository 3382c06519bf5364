{
  'variables': {
    # 'address' (with undefined behaviour), 'thread', or none: node-gyp rebuild -- -Dgpmc_sanitizer=address
    'gpmc_sanitizer%': '',
  },
  'targets': [
    {
      'target_name': 'gpmc',
      'sources': [
        'addon_instance.cc',
        'client/apartment.cc',
        'client/async_progress.cc',
        'client/progress_poster.cc',
        'client/property_reader.cc',
        'client/status_messages.cc',
        'com/agile.cc',
        'com/dispatch_params.cc',
        'com/unknown.cc',
        'gpmgmt/dispatch_ids.cc',
        'gpmgmt/generated/client_thunks.cc',
        'gpmgmt/generated/methods.cc',
        'gpmgmt/generated/server_factory.cc',
        'runtime/call_frame.cc',
        'runtime/com_thread.cc',
        'runtime/error_text.cc',
        'runtime/js_value.cc',
        'runtime/mailbox.cc',
        'runtime/trace.cc',
        'runtime/value.cc',
        'runtime/waiter.cc',
        'server/dispatch_invoke.cc',
        'server/server_call.cc',
        'server/server_context.cc',
        'server/server_object_base.cc',
        'server/sink_caller.cc',
      ],
      'include_dirs': ['<!(node -p "require(\'node-addon-api\').include_dir")'],
      'defines': [
        'NAPI_VERSION=8',
        # Also std::bad_alloc and its kin become JavaScript errors.
        'NODE_ADDON_API_CPP_EXCEPTIONS_ALL',
        'NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
      ],
      'cflags!': ['-fno-exceptions'],
      'cflags_cc!': ['-fno-exceptions', '-fno-rtti', '-std=gnu++17'],
      'cflags_cc': ['-std=c++20', '-Wall', '-Wextra', '-Werror', '-fvisibility=hidden'],
      'ldflags': ['-Wl,-z,nodelete'],
      'conditions': [
        ['OS!="win"', {
          'sources': [
            'com/abi/bstr.cc',
            'com/abi/number.cc',
            'com/abi/safearray.cc',
            'com/abi/variant.cc',
            'com/abi/variant_change_type.cc',
          ],
        }],
        ['OS=="mac"', {
          'xcode_settings': {
            'CLANG_CXX_LANGUAGE_STANDARD': 'c++20',
            'GCC_ENABLE_CPP_EXCEPTIONS': 'YES',
            'GCC_ENABLE_CPP_RTTI': 'YES',
            'GCC_SYMBOLS_PRIVATE_EXTERN': 'YES',
            'OTHER_CFLAGS': ['-Wall', '-Wextra', '-Werror'],
          },
        }],
        ['OS=="win"', {
          'libraries': ['ole32.lib', 'oleaut32.lib', 'uuid.lib'],
          'defines!': ['_HAS_EXCEPTIONS=0'],
          'defines': ['_HAS_EXCEPTIONS=1', 'UNICODE', '_UNICODE', 'WIN32_LEAN_AND_MEAN', 'NOMINMAX'],
          'msvs_settings': {
            'VCCLCompilerTool': {
              'ExceptionHandling': 1,
              'WarningLevel': 4,
              # Node.js 20's own; of two the compiler warns.
              'AdditionalOptions!': ['-std:c++17'],
              'AdditionalOptions': ['/std:c++20', '/WX', '/permissive-', '/Zc:__cplusplus', '/utf-8', '/external:anglebrackets', '/external:W0'],
            },
          },
        }],
        ['gpmc_sanitizer=="address"', {
          'cflags_cc': ['-fsanitize=address,undefined', '-fno-omit-frame-pointer', '-g', '-O1'],
          'ldflags': ['-fsanitize=address,undefined'],
        }],
        ['gpmc_sanitizer=="thread"', {
          'cflags_cc': ['-fsanitize=thread', '-fno-omit-frame-pointer', '-g', '-O1'],
          'ldflags': ['-fsanitize=thread'],
        }],
      ],
    },
  ],
}
