#include <windows.h>

#include <cstdio>
#include <exception>

#include "host/commands.h"
#include "host/scm.h"
#include "host/wide.h"

namespace genkan::host {

int say(const std::string& line, int code) {
  const HANDLE out = GetStdHandle(STD_OUTPUT_HANDLE);
  const std::string text = line + "\r\n";
  DWORD written = 0;
  if (out != nullptr && out != INVALID_HANDLE_VALUE) WriteFile(out, text.data(), static_cast<DWORD>(text.size()), &written, nullptr);
  return code;
}

std::string withError(const std::string& text, unsigned long error) { return text + ": Windows error " + std::to_string(error); }

namespace {

struct Command {
  const char* name;
  int (*run)(const Arguments& arguments);
};

constexpr Command commands[] = {
    {"install", installService},
    {"uninstall", uninstallService},
    {"start", startService},
    {"stop", stopService},
    {"configure", configureAgent},
    {"register-provider", registerProvider},
    {"unregister-provider", unregisterProvider},
    {"safe-mode", safeMode},
    {"drain", drainAgent},
    {"remove-data", removeData},
    {"status", showStatus},
    {"self-test", selfTest},
};

int runCommand(const std::vector<std::string>& words) {
  std::string problem;
  const auto arguments = readArguments(words, problem);
  if (!arguments) return say(problem, 2);
  for (const Command& command : commands) {
    if (arguments->command == command.name) return command.run(*arguments);
  }
  return 2;
}

}  // namespace

}  // namespace genkan::host

int wmain(int argc, wchar_t** argv) {
  // No library may come from the folder a command happens to be started in.
  SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32);
  try {
    if (argc < 2) {
      const int code = genkan::host::runAsService();
      return code == 0 ? 0 : genkan::host::say("Without a command this program runs as the service GenkanHost only.", code);
    }
    std::vector<std::string> words;
    for (int i = 1; i < argc; ++i) words.push_back(genkan::host::toUtf8(argv[i]));
    return genkan::host::runCommand(words);
  } catch (const std::exception& error) {
    return genkan::host::say(std::string("failed: ") + error.what(), 70);
  }
}
