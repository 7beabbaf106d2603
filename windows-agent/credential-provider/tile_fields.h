// The fields of a tile, in the order in which LogonUI draws them. The policy's order of the factors is kept by
// having two places for the code, before and after the password.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "credential-provider/tile_texts.h"

namespace genkan::logon {

enum class Field : unsigned char {
  logo,
  label,
  title,
  notice,
  qrImage,
  qrKey,
  userName,
  codeFirst,
  password,
  codeSecond,
  newPassword,
  newPasswordAgain,
  submit,
  otherMethod,
  startOver,
  breakGlassCode,
};

inline constexpr std::size_t fieldCount = 16;

enum class FieldKind : unsigned char { image, smallText, largeText, edit, secretEdit, submitButton, link };

struct FieldRow {
  Field field;
  FieldKind kind;
  Text label;
  bool onDeselectedTile;
  bool numbersOnly;
};

inline constexpr std::array<FieldRow, fieldCount> fieldTable = {{
    {Field::logo, FieldKind::image, Text::providerLabel, false, false},
    {Field::label, FieldKind::smallText, Text::providerLabel, false, false},
    {Field::title, FieldKind::largeText, Text::none, true, false},
    {Field::notice, FieldKind::smallText, Text::none, false, false},
    {Field::qrImage, FieldKind::image, Text::qrLabel, false, false},
    {Field::qrKey, FieldKind::smallText, Text::none, false, false},
    {Field::userName, FieldKind::edit, Text::userNameLabel, false, false},
    {Field::codeFirst, FieldKind::secretEdit, Text::codeLabel, false, true},
    {Field::password, FieldKind::secretEdit, Text::passwordLabel, false, false},
    {Field::codeSecond, FieldKind::secretEdit, Text::codeLabel, false, true},
    {Field::newPassword, FieldKind::secretEdit, Text::newPasswordLabel, false, false},
    {Field::newPasswordAgain, FieldKind::secretEdit, Text::newPasswordAgainLabel, false, false},
    {Field::submit, FieldKind::submitButton, Text::submitLabel, false, false},
    {Field::otherMethod, FieldKind::link, Text::otherMethodLink, false, false},
    {Field::startOver, FieldKind::link, Text::startOverLink, false, false},
    {Field::breakGlassCode, FieldKind::secretEdit, Text::breakGlassLabel, false, false},
}};

constexpr std::size_t indexOf(Field field) { return static_cast<std::size_t>(field); }

constexpr bool fieldTableIsInOrder() {
  for (std::size_t at = 0; at < fieldCount; ++at) {
    if (indexOf(fieldTable[at].field) != at) return false;
  }
  return true;
}
static_assert(fieldTableIsInOrder(), "LogonUI names a field by its place in this table");

// LogonUI passes any number.
constexpr std::optional<Field> fieldAt(unsigned long index) {
  if (index >= fieldCount) return std::nullopt;
  return fieldTable[index].field;
}

constexpr bool isEdit(Field field) {
  const FieldKind kind = fieldTable[indexOf(field)].kind;
  return kind == FieldKind::edit || kind == FieldKind::secretEdit;
}

}  // namespace genkan::logon
