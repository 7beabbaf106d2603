// harness.exe [--dll <path>]: plays LogonUI against the installed provider, as a script on stdin says.
#include <windows.h>

#include <fcntl.h>
#include <io.h>

#include <cstdio>
#include <string>

#include "tests/harness/script.h"
#include "wire/wipe.h"

namespace {

// Lines carry passwords: each is zeroed after its use.
bool readLine(std::string& line) {
  line.clear();
  for (int c = std::getchar(); c != EOF; c = std::getchar()) {
    if (c == '\n') return true;
    if (c != '\r') line.push_back(static_cast<char>(c));
  }
  return !line.empty();
}

}  // namespace

int wmain(int argc, wchar_t** argv) {
  _setmode(_fileno(stdin), _O_BINARY);
  _setmode(_fileno(stdout), _O_BINARY);
  std::wstring dll;
  if (argc == 3 && std::wstring(argv[1]) == L"--dll") {
    dll = argv[2];
  } else if (argc != 1) {
    std::fputs("usage: harness.exe [--dll <path>] < script\n", stderr);
    return 2;
  }
  if (FAILED(CoInitializeEx(nullptr, COINIT_APARTMENTTHREADED))) return 2;
  int failures = 0;
  {
    genkan::harness::Source source(dll);
    genkan::harness::Script script(source);
    std::string line;
    line.reserve(4096);
    while (readLine(line)) {
      const bool more = script.run(line);
      genkan::wire::wipe(line);
      if (!more) break;
    }
    failures = script.failures();
  }
  CoUninitialize();
  return failures == 0 ? 0 : 1;
}
