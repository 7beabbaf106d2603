// What the tile wants done next. Everything up to askPerson is work of Connect; the last three end it.
#pragma once

#include <cstdint>
#include <string>

#include "credential-provider/secret.h"
#include "credential-provider/tile_texts.h"

namespace genkan::logon {

enum class Task : unsigned char {
  resolveAccount,
  askMethods,
  checkCode,
  releasePassword,
  provePassword,
  startRegistration,
  confirmRegistration,
  askPerson,
  packLogon,
  packPasswordChange,
};

constexpr bool endsConnect(Task task) { return task >= Task::askPerson; }

enum class Icon : unsigned char { none, error, warning, success };

// The line that LogonUI shows beside the answer of GetSerialization or ReportResult.
struct Status {
  Text text = Text::none;
  Icon icon = Icon::none;
};

struct TileAccount {
  std::string sid;               // empty until it is known
  std::u16string qualifiedName;  // DOMAIN\user
  std::u16string displayName;
  bool isOther = false;          // the tile on which the name is typed
  bool isConnected = false;      // of a provider beside the local one (Microsoft account, Entra)
};

struct RegistrationOffer {
  std::string registrationId;
  std::string qr;
  std::int64_t qrSize = 0;
  std::string key;
};

enum class AccountLookup : unsigned char { found, unknown, unavailable };
enum class Verdict : unsigned char { accepted, refused, unavailable };
enum class Confirmation : unsigned char { confirmed, wrongCode, ended, unavailable };

// What GetSerialization packs. Passwords leave the tile with it.
struct LogonToPack {
  std::u16string qualifiedName;
  Secret password;
  bool isConnected = false;
};
struct ChangeToPack {
  std::u16string qualifiedName;
  Secret oldPassword;
  Secret newPassword;
};

enum class VaultAction : unsigned char { none, stage, markStale };

// What ReportResult has to do.
struct ReportTask {
  Status status;
  bool accepted = false;      // Windows let the person in
  VaultAction vault = VaultAction::none;
  Secret passwordToStage;
  bool submitAgain = false;   // the password was changed: log on with the new one at once
};

}  // namespace genkan::logon
