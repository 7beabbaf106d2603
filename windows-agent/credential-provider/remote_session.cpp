#include "credential-provider/remote_session.h"

#include <windows.h>

#include <wtsapi32.h>

#include <optional>

#include "credential-provider/identity.h"
#include "credential-provider/session_scenario.h"
#include "credential-provider/win_support.h"

namespace genkan::provider {

bool isRemoteSession() noexcept {
#ifdef GENKAN_TEST_CONTROLS
  try {
    if (RegistryKey::open(testKey).dword(L"Remote") != 0) return true;
  } catch (...) {
    return false;
  }
#endif
  std::optional<unsigned> protocol;
  LPWSTR buffer = nullptr;
  DWORD size = 0;
  if (WTSQuerySessionInformationW(WTS_CURRENT_SERVER_HANDLE, WTS_CURRENT_SESSION, WTSClientProtocolType, &buffer, &size)) {
    if (buffer != nullptr && size >= sizeof(USHORT)) protocol = *reinterpret_cast<const USHORT*>(buffer);
    WTSFreeMemory(buffer);
  }
  return logon::isRemote(GetSystemMetrics(SM_REMOTESESSION) != 0, protocol);
}

}  // namespace genkan::provider
