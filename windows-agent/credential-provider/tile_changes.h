// The difference between what LogonUI shows and what it should show, as a list of orders. Made under the tile's
// lock, carried out without it: LogonUI may call back from within each.
#pragma once

#include <array>
#include <vector>

#include "credential-provider/tile.h"

namespace genkan::logon {

enum class ChangeKind : unsigned char { empty, text, picture, state, focus, submitNextTo };

struct Change {
  ChangeKind kind;
  Field field;
  bool operator==(const Change& other) const { return kind == other.kind && field == other.field; }
};

// In the order in which LogonUI is to hear them.
std::vector<Change> changesBetween(const TileView& before, const TileView& after, const std::array<bool, fieldCount>& emptied);

}  // namespace genkan::logon
