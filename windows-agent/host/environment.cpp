#include "host/environment.h"

#include <windows.h>

namespace genkan::host {

std::wstring minimalEnvironment() {
  // Windows wants the block sorted by name.
  constexpr const wchar_t* kept[] = {L"ALLUSERSPROFILE", L"COMPUTERNAME", L"NUMBER_OF_PROCESSORS", L"OS",         L"ProgramData",
                                     L"SystemDrive",     L"SystemRoot",   L"TEMP",                 L"TMP",        L"windir"};
  std::wstring block;
  for (const wchar_t* name : kept) {
    wchar_t value[1024];
    const DWORD length = GetEnvironmentVariableW(name, value, 1024);
    if (length == 0 || length >= 1024) continue;
    block.append(name).append(L"=").append(value, length).push_back(L'\0');
  }
  block.push_back(L'\0');
  return block;
}

}  // namespace genkan::host
