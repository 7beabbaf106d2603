// The state of one tile: what is typed, what the agent said, what comes next. No I/O, no clock, no windows.h.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "credential-provider/logon_methods.h"
#include "credential-provider/logon_status.h"
#include "credential-provider/tile_fields.h"
#include "credential-provider/tile_task.h"
#include "credential-provider/typed_input.h"

namespace genkan::logon {

enum class Phase : unsigned char {
  waiting,               // nothing is known about the account yet
  factors,               // asks what the policy demands
  passwordAfterCode,     // the code was accepted, the kept password is missing
  registrationPassword,  // no one-time password registered: who is it?
  registrationCode,      // the QR code is on the tile
  changePassword,        // Windows wants a new password
  noWayIn,               // the policy has no alternative for this account
};

// An accepted code stands for one logon, on this tile, for this long.
inline constexpr Milliseconds acceptedCodeLifetime = 60'000;
inline constexpr Milliseconds submitAgainLifetime = 10'000;

// A SID that nobody has: what an account that nothing ties is offered.
inline constexpr std::string_view nobodySid = "S-1-0-0";

struct FieldView {
  bool shown = false;
  bool focused = false;
  Text text = Text::none;        // either an id …
  std::u16string literal;        // … or the text itself
};

struct TileView {
  std::array<FieldView, fieldCount> fields;
  Field submitNextTo = Field::password;
};

class Tile final {
 public:
  Tile(TileAccount account, Language uiLanguage);

  // What the person does.
  // True when that field held something else before.
  bool type(Field field, std::u16string_view text, Milliseconds now);
  static bool isCode(Field field) noexcept { return field == Field::codeFirst || field == Field::codeSecond || field == Field::breakGlassCode; }
  void press(Field link);
  Task submit(Milliseconds now);
  // Another tile was chosen, or the screen goes.
  void deselect(Milliseconds now);
  void wipeAll() noexcept;

  // A password that came with a remote connection.
  void holdRemotePassword(Secret password, Milliseconds now);
  // Somebody has begun to fill in the tile: drawing it anew would take that away.
  bool isBeingTyped() const;
  // True when something unused was forgotten.
  bool forgetStale(Milliseconds now) noexcept;

  // Answers to a task, each giving the next one.
  Task onAccount(AccountLookup lookup, std::string sid, std::u16string qualifiedName);
  Task onMethods(const Methods& methods, Milliseconds now);
  Task onVerdict(Verdict verdict, Milliseconds now);
  Task onReleased(std::optional<Secret> password, Milliseconds now);
  Task onProof(Verdict proof);
  Task onOffer(std::optional<RegistrationOffer> offer);
  Task onConfirmation(Confirmation confirmation);
  // The host or the agent does not answer; `starting` while it may come yet.
  Task onAway(bool starting);
  Task onCancelled();

  // What is known before anybody submits. True when the tile looks different now.
  bool learn(const Methods& methods);
  bool learnAway(bool starting);

  LogonToPack takeLogon();
  ChangeToPack takeChange();
  ReportTask onReport(std::int32_t status, std::int32_t substatus, Milliseconds now);
  // Packing failed on this machine: nothing of what was typed may be tried again.
  void onPackFailed();

  TileView view() const;
  Status status() const noexcept { return status_; }
  // Edit fields that were emptied since the last call; LogonUI still shows dots there.
  std::array<bool, fieldCount> takeEmptied() noexcept;

  Language language() const noexcept { return language_; }
  Phase phase() const noexcept { return phase_; }
  const TileAccount& account() const noexcept { return account_; }
  const std::optional<Methods>& methods() const noexcept { return methods_; }
  std::optional<Alternative> chosen() const;
  std::u16string_view userName() const noexcept { return userName_; }
  std::u16string_view code() const noexcept { return code_.view(); }
  // Of the chosen alternative, in the form in which it is sent; a secret.
  std::optional<std::string> codeToCheck() const;
  std::u16string_view password() const noexcept { return password_.view(); }
  const RegistrationOffer& offer() const noexcept { return offer_; }
  // Whether LogonUI should submit this tile itself: all is there and nothing failed yet.
  bool submitsItself(Milliseconds now) const;

 private:
  enum class Source : unsigned char { typed, remote, released };
  enum class Away : unsigned char { no, starting, yes };

  bool needs(Field field) const;
  bool offers(Field field) const;
  void forgetAccount() noexcept;
  std::optional<Field> firstMissing() const;
  TypedInput* inputOf(Field field);
  Text notice() const;
  Task askPerson(Text text, Icon icon);
  Task startOver(Text text, Icon icon);
  Task afterMethods(bool sameFields, Milliseconds now);
  Task registrationStep();
  Task ready();
  void empty(Field field) noexcept;
  void emptyCodes() noexcept;
  void wipeInputs() noexcept;
  void endRegistration() noexcept;
  void adopt(const Methods& methods);
  bool hasAcceptedCode(Milliseconds now) const;
  ReportTask onLogonFailed(ReadStatus read, Milliseconds now);
  bool hasSpentBreakGlass(Milliseconds now) const;
  ReportTask onChangeReport(ReadStatus read, Milliseconds now);

  TileAccount account_;
  Language language_;
  Phase phase_ = Phase::waiting;
  std::optional<Methods> methods_;
  std::size_t chosen_ = 0;
  std::u16string userName_;
  std::u16string resolvedName_;
  bool unknown_ = false;  // Windows knows no such name
  TypedInput code_;
  // Never the place of six digits: they would be tried as a break-glass code when the policy changes meanwhile.
  TypedInput breakGlassCode_;
  TypedInput password_;
  TypedInput newPassword_;
  TypedInput newPasswordAgain_;
  Source passwordSource_ = Source::typed;
  std::optional<Milliseconds> codeAcceptedAt_;
  std::optional<Milliseconds> submitAgainAt_;
  Milliseconds now_ = 0;
  Away away_ = Away::no;
  bool failedOnce_ = false;
  bool packedChange_ = false;
  Source packedSource_ = Source::typed;
  TypedInput sentPassword_;  // until ReportResult: for the vault, or the new password after a change
  RegistrationOffer offer_;
  Status status_;
  Text notice_ = Text::none;
  std::array<bool, fieldCount> emptied_{};
};

// Six ASCII digits; digits of full width, as Japanese keyboards give them, are read as ASCII.
std::optional<std::string> readCode(std::u16string_view typed);
// At most 40 printable ASCII characters, also typed in full width; whoever knows the code reads it in any case.
std::optional<std::string> readBreakGlassCode(std::u16string_view typed);

}  // namespace genkan::logon
