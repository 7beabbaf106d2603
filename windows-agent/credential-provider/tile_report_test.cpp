// What Windows answers, and what the tile makes of it.
#include "credential-provider/tile.h"
#include "wire/testing/check.h"

namespace genkan::logon {
namespace {

constexpr Milliseconds start = 1'000'000;

std::int32_t status(std::uint32_t value) { return static_cast<std::int32_t>(value); }

// A tile whose credential has just gone to Windows.
Tile packed(const char* words, Vault vault, const char16_t* password) {
  Tile tile({"S-1-5-21-1-2-3-1001", u"PC\\taro", u"taro", false, false}, Language::english);
  Methods methods;
  methods.alternatives = *parseAlternatives(words);
  methods.linked = true;
  methods.vault = vault;
  tile.type(Field::password, password, start);
  tile.type(Field::codeFirst, u"123456", start);
  tile.submit(start);
  Task task = tile.onMethods(methods, start);
  if (task == Task::checkCode) task = tile.onVerdict(Verdict::accepted, start);
  if (task == Task::releasePassword) task = tile.onReleased(Secret(u"kept"), start);
  CHECK(task == Task::packLogon);
  tile.takeLogon();
  return tile;
}

struct Row {
  const char* name;
  std::uint32_t status;
  std::uint32_t substatus;
  Text text;
  Phase phase;
};

TEST("when Windows refuses, then the tile says why as far as it may and is clean again") {
  const Row rows[] = {
      {"LOGON_FAILURE", 0xC000006D, 0, Text::refused, Phase::factors},
      {"LOGON_FAILURE, NO_SUCH_USER", 0xC000006D, 0xC0000064, Text::refused, Phase::factors},
      {"LOGON_FAILURE, WRONG_PASSWORD", 0xC000006D, 0xC000006A, Text::refused, Phase::factors},
      {"ACCOUNT_RESTRICTION", 0xC000006E, 0, Text::accountRestriction, Phase::factors},
      {"ACCOUNT_RESTRICTION, PASSWORD_EXPIRED", 0xC000006E, 0xC0000071, Text::changeNeeded, Phase::changePassword},
      {"ACCOUNT_RESTRICTION, INVALID_LOGON_HOURS", 0xC000006E, 0xC000006F, Text::logonHours, Phase::factors},
      {"ACCOUNT_RESTRICTION, INVALID_WORKSTATION", 0xC000006E, 0xC0000070, Text::workstation, Phase::factors},
      {"ACCOUNT_RESTRICTION, ACCOUNT_DISABLED", 0xC000006E, 0xC0000072, Text::accountDisabled, Phase::factors},
      {"PASSWORD_EXPIRED", 0xC0000071, 0, Text::changeNeeded, Phase::changePassword},
      {"PASSWORD_MUST_CHANGE", 0xC0000224, 0, Text::changeNeeded, Phase::changePassword},
      {"ACCOUNT_LOCKED_OUT", 0xC0000234, 0, Text::accountLockedOut, Phase::factors},
      {"ACCOUNT_DISABLED", 0xC0000072, 0, Text::accountDisabled, Phase::factors},
      {"ACCOUNT_EXPIRED", 0xC0000193, 0, Text::accountExpired, Phase::factors},
      {"INVALID_LOGON_HOURS", 0xC000006F, 0, Text::logonHours, Phase::factors},
      {"INVALID_WORKSTATION", 0xC0000070, 0, Text::workstation, Phase::factors},
      {"LOGON_TYPE_NOT_GRANTED", 0xC000015B, 0, Text::logonType, Phase::factors},
      {"NO_LOGON_SERVERS", 0xC000005E, 0, Text::noLogonServers, Phase::factors},
      {"PASSWORD_RESTRICTION", 0xC000006C, 0, Text::passwordRestriction, Phase::factors},
      {"anything else", 0xC0000001, 0, Text::otherFailure, Phase::factors},
  };
  for (const Row& row : rows) {
    Tile tile = packed("password+otp", Vault::none, u"pw");
    const ReportTask task = tile.onReport(status(row.status), status(row.substatus), start);
    if (task.status.text != row.text || tile.phase() != row.phase) std::printf("  row: %s\n", row.name);
    CHECK(task.status.text == row.text);
    CHECK(tile.phase() == row.phase);
    CHECK(!task.accepted && task.vault == VaultAction::none && !task.submitAgain);
    CHECK(tile.password().empty() && tile.code().empty());
  }
}

struct StageRow {
  const char* words;
  Vault vault;
  const char16_t* password;
  VaultAction action;
};

TEST("when Windows accepts, then a typed password is offered to the vault only where a code alone may log on") {
  const StageRow rows[] = {
      {"password+otp", Vault::none, u"pw", VaultAction::none},
      {"password", Vault::none, u"pw", VaultAction::none},
      {"otp", Vault::none, u"pw", VaultAction::stage},
      {"otp", Vault::stale, u"pw", VaultAction::stage},
      {"password+otp otp", Vault::none, u"pw", VaultAction::stage},
      {"otp", Vault::kept, u"", VaultAction::none},
  };
  for (const StageRow& row : rows) {
    Tile tile = packed(row.words, row.vault, row.password);
    const ReportTask task = tile.onReport(0, 0, start);
    CHECK(task.accepted && task.status.text == Text::none);
    CHECK(task.vault == row.action);
    CHECK((task.passwordToStage.view() == u"pw") == (row.action == VaultAction::stage));
  }
}

TEST("when a remote password was used, then it is not kept") {
  Tile tile({"S-1-5-21-1", u"PC\\taro", u"taro", false, false}, Language::english);
  Methods methods;
  methods.alternatives = {Alternative::otp};
  methods.linked = true;
  tile.holdRemotePassword(Secret(u"remote"), start);
  tile.type(Field::codeFirst, u"123456", start);
  tile.submit(start);
  CHECK(tile.onMethods(methods, start) == Task::checkCode);
  CHECK(tile.onVerdict(Verdict::accepted, start) == Task::packLogon);
  CHECK(tile.takeLogon().password.view() == u"remote");
  CHECK(tile.onReport(0, 0, start).vault == VaultAction::none);
}

TEST("when Windows answers too late, then the password is not offered to the vault") {
  Tile tile = packed("otp", Vault::none, u"pw");
  CHECK(tile.onReport(0, 0, start + secretLifetime + 1).vault == VaultAction::none);
}

TEST("when Windows refuses a kept password, then it is marked stale, not tried again, and the person is asked") {
  Tile tile = packed("otp", Vault::kept, u"");
  const ReportTask task = tile.onReport(status(0xC000006D), 0, start);
  CHECK(task.vault == VaultAction::markStale);
  CHECK(task.status.text == Text::storedPasswordStale);
  CHECK(tile.view().fields[indexOf(Field::password)].shown && tile.view().fields[indexOf(Field::codeFirst)].shown);
  // Not verified is not wrong.
  Tile offline = packed("otp", Vault::kept, u"");
  CHECK(offline.onReport(status(0xC000005E), 0, start).vault == VaultAction::none);
}

Tile changing(Milliseconds now) {
  Tile tile = packed("password+otp", Vault::none, u"old");
  tile.onReport(status(0xC0000224), 0, start);
  tile.type(Field::password, u"old", now);
  tile.type(Field::newPassword, u"new1", now);
  tile.type(Field::newPasswordAgain, u"new1", now);
  return tile;
}

TEST("when the new passwords differ or lack, then nothing is sent and the person is asked again") {
  Tile tile = changing(start);
  tile.type(Field::newPasswordAgain, u"new2", start);
  CHECK(tile.submit(start) == Task::askPerson);
  CHECK(tile.status().text == Text::passwordsDiffer);
  CHECK(tile.submit(start) == Task::askPerson);
  CHECK(tile.status().text == Text::emptyInput);
}

TEST("when the password was changed in time, then the new one logs on by itself") {
  Tile tile = changing(start + 20'000);
  CHECK(tile.submit(start + 20'000) == Task::packPasswordChange);
  const ChangeToPack change = tile.takeChange();
  CHECK(change.oldPassword.view() == u"old" && change.newPassword.view() == u"new1");
  const ReportTask task = tile.onReport(0, 0, start + 21'000);
  CHECK(task.submitAgain && !task.accepted && task.status.text == Text::passwordChanged);
  CHECK(tile.submitsItself(start + 21'000));
  tile.deselect(start + 21'500);
  CHECK(tile.submitsItself(start + 22'000));
  CHECK(tile.submit(start + 22'000) == Task::askMethods);
  Methods methods;
  methods.alternatives = {Alternative::passwordOtp};
  methods.linked = true;
  CHECK(tile.onMethods(methods, start + 22'000) == Task::packLogon);
  CHECK(tile.takeLogon().password.view() == u"new1");
}

TEST("when LogonUI does not submit it again soon, then the new password is forgotten") {
  Tile tile = changing(start);
  tile.submit(start);
  tile.takeChange();
  tile.onReport(0, 0, start);
  tile.forgetStale(start + submitAgainLifetime + 1);
  CHECK(!tile.submitsItself(start + submitAgainLifetime + 1));
  tile.deselect(start + submitAgainLifetime + 1);
  CHECK(tile.password().empty());
}

TEST("when the change took longer than a code counts, then the next logon asks for everything") {
  Tile tile = changing(start + 61'000);
  CHECK(tile.submit(start + 61'000) == Task::packPasswordChange);
  tile.takeChange();
  const ReportTask task = tile.onReport(0, 0, start + 62'000);
  CHECK(!task.submitAgain && task.status.text == Text::passwordChanged);
  CHECK(tile.phase() == Phase::factors && tile.password().empty());
}

struct ChangeRow {
  std::uint32_t status;
  std::uint32_t substatus;
  Text text;
};

TEST("when Windows refuses the change, then the tile stays there with the reason and nothing typed") {
  const ChangeRow rows[] = {
      {0xC000006C, 0, Text::passwordRestriction},
      {0xC000006D, 0, Text::refused},
      {0, 0xC000006C, Text::passwordRestriction},
      {0, 0xC000006A, Text::refused},
      {0x00000103, 0xC0000001, Text::otherFailure},
  };
  for (const ChangeRow& row : rows) {
    Tile tile = changing(start);
    tile.submit(start);
    tile.takeChange();
    const ReportTask task = tile.onReport(status(row.status), status(row.substatus), start);
    CHECK(task.status.text == row.text && !task.submitAgain && !task.accepted);
    CHECK(tile.phase() == Phase::changePassword);
    CHECK(tile.submit(start) == Task::askPerson);
  }
}

}  // namespace
}  // namespace genkan::logon
