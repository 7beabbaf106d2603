#ifdef GENKAN_TEST_CONTROLS

#include "host/test_controls.h"

#include <wtsapi32.h>

#include "host/test_settings.h"

namespace genkan::host {

DWORD takeTestControl(DWORD control, LPHANDLER_FUNCTION_EX handler) {
  if (control == 176) return handler(SERVICE_CONTROL_PRESHUTDOWN, 0, nullptr, nullptr);
  if (control == 200) return handler(SERVICE_CONTROL_TIMECHANGE, 0, nullptr, nullptr);
  if (control > 160 && control <= 175) {
    WTSSESSION_NOTIFICATION notification{};
    notification.cbSize = sizeof notification;
    notification.dwSessionId = test_settings::sessionNumber(L"SessionId").value_or(1);
    return handler(SERVICE_CONTROL_SESSIONCHANGE, control - 160, &notification, nullptr);
  }
  if (control > 180 && control < 200) return handler(SERVICE_CONTROL_POWEREVENT, control - 180, nullptr, nullptr);
  return ERROR_CALL_NOT_IMPLEMENTED;
}

}  // namespace genkan::host

#endif
