// Ids of the texts on the tile: the same numbers are in the string tables of texts.rc.
#pragma once

namespace genkan::logon {

enum class Language : unsigned char { japanese, english };

enum class Text : unsigned short {
  none = 0,
  // Labels of the fields.
  providerLabel = 101,
  otherUser = 102,
  userNameLabel = 103,
  passwordLabel = 104,
  codeLabel = 105,
  newPasswordLabel = 106,
  newPasswordAgainLabel = 107,
  submitLabel = 108,
  otherMethodLink = 109,
  startOverLink = 110,
  qrLabel = 111,
  breakGlassLabel = 112,
  // What the tile asks for.
  askPassword = 121,
  askCode = 122,
  askPasswordAndCode = 123,
  askCodeAndPassword = 124,
  passwordNeededToo = 125,
  askUserName = 126,
  remotePasswordUsed = 127,
  registrationNeeded = 128,
  scanQr = 129,
  changeNeeded = 130,
  passwordAfterCode = 131,
  askNameAndSecrets = 132,
  askBreakGlass = 133,
  // What happened.
  starting = 141,
  refused = 142,
  unavailable = 143,
  codeForm = 144,
  expiredInput = 145,
  passwordsDiffer = 146,
  registered = 147,
  registrationCodeRefused = 148,
  passwordChanged = 149,
  passwordRestriction = 150,
  storedPasswordStale = 151,
  emptyInput = 152,
  changeRefusedSignOut = 153,
  breakGlassForm = 154,
  // Answers of Windows.
  accountLockedOut = 161,
  accountDisabled = 162,
  accountExpired = 163,
  logonHours = 164,
  workstation = 165,
  logonType = 166,
  noLogonServers = 167,
  accountRestriction = 168,
  otherFailure = 169,
  // While Connect runs.
  connecting = 181,
  checkingCode = 182,
  registering = 183,
  checkingBreakGlass = 184,
};

}  // namespace genkan::logon
