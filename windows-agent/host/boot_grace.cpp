#include "host/boot_grace.h"

#include <windows.h>

#include "host/places.h"
#include "host/registry.h"

namespace genkan::host {

namespace {

constexpr wchar_t unreadyBoots[] = L"UnreadyBoots";

}  // namespace

bool takeBootGrace() {
  RegistryKey guard = RegistryKey::create(guardKey);
  const DWORD boots = guard.dword(unreadyBoots).value_or(0);
  // What cannot be counted is not granted: it could be granted for ever.
  return boots < mostUnreadyBoots && guard.setDword(unreadyBoots, boots + 1);
}

void agentWasReady() {
  RegistryKey guard = RegistryKey::create(guardKey);
  if (guard.dword(unreadyBoots).value_or(0) != 0) guard.setDword(unreadyBoots, 0);
}

}  // namespace genkan::host
