#include "credential-provider/logon_status.h"

namespace genkan::logon {
namespace {

struct Row {
  std::uint32_t status;
  ReadStatus read;
};

// ntstatus.h names, in this order.
constexpr Row rows[] = {
    /* LOGON_FAILURE */ {0xC000006Du, {LogonResult::wrongCredential, Text::refused}},
    /* NO_SUCH_USER */ {0xC0000064u, {LogonResult::wrongCredential, Text::refused}},
    /* WRONG_PASSWORD */ {0xC000006Au, {LogonResult::wrongCredential, Text::refused}},
    /* PASSWORD_EXPIRED */ {0xC0000071u, {LogonResult::mustChange, Text::changeNeeded}},
    /* PASSWORD_MUST_CHANGE */ {0xC0000224u, {LogonResult::mustChange, Text::changeNeeded}},
    /* ACCOUNT_LOCKED_OUT */ {0xC0000234u, {LogonResult::other, Text::accountLockedOut}},
    /* ACCOUNT_DISABLED */ {0xC0000072u, {LogonResult::other, Text::accountDisabled}},
    /* ACCOUNT_EXPIRED */ {0xC0000193u, {LogonResult::other, Text::accountExpired}},
    /* INVALID_LOGON_HOURS */ {0xC000006Fu, {LogonResult::other, Text::logonHours}},
    /* INVALID_WORKSTATION */ {0xC0000070u, {LogonResult::other, Text::workstation}},
    /* LOGON_TYPE_NOT_GRANTED */ {0xC000015Bu, {LogonResult::other, Text::logonType}},
    /* NO_LOGON_SERVERS */ {0xC000005Eu, {LogonResult::other, Text::noLogonServers}},
    /* CANT_ACCESS_DOMAIN_INFO */ {0xC00000DAu, {LogonResult::other, Text::noLogonServers}},
    /* PASSWORD_RESTRICTION */ {0xC000006Cu, {LogonResult::other, Text::passwordRestriction}},
};

constexpr std::uint32_t accountRestriction = 0xC000006Eu;

}  // namespace

ReadStatus readLogonStatus(std::int32_t status, std::int32_t substatus) {
  if (status >= 0) return {LogonResult::success, Text::none};
  // ACCOUNT_RESTRICTION says why in the substatus.
  const bool restricted = static_cast<std::uint32_t>(status) == accountRestriction;
  const std::uint32_t wanted = static_cast<std::uint32_t>(restricted ? substatus : status);
  for (const Row& row : rows) {
    if (row.status == wanted) return row.read;
  }
  return {LogonResult::other, restricted ? Text::accountRestriction : Text::otherFailure};
}

ReadStatus readChangeStatus(std::int32_t status, std::int32_t substatus) {
  return status >= 0 && substatus < 0 ? readLogonStatus(substatus, 0) : readLogonStatus(status, substatus);
}

}  // namespace genkan::logon
