// WTSSessionInfoEx, which Debian's mingw headers lack. Layout by Microsoft's documentation of WTSINFOEX_LEVEL1_W.
#pragma once

#include <windows.h>
#include <wtsapi32.h>

namespace genkan::host {

inline constexpr auto wtsSessionInfoEx = static_cast<WTS_INFO_CLASS>(25);

struct WtsInfoExLevel1 {
  ULONG sessionId;
  WTS_CONNECTSTATE_CLASS sessionState;
  LONG sessionFlags;  // 0 locked, 1 unlocked, -1 unknown. Windows 7 and 2008 R2 have the first two swapped.
  WCHAR winStationName[33];
  WCHAR userName[21];
  WCHAR domainName[18];
  LARGE_INTEGER logonTime;
  LARGE_INTEGER connectTime;
  LARGE_INTEGER disconnectTime;
  LARGE_INTEGER lastInputTime;
  LARGE_INTEGER currentTime;
  DWORD counters[6];
};

struct WtsInfoEx {
  DWORD level;
  WtsInfoExLevel1 data;
};

}  // namespace genkan::host
