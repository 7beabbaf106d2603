#include "credential-provider/tile_changes.h"

namespace genkan::logon {

std::vector<Change> changesBetween(const TileView& before, const TileView& after, const std::array<bool, fieldCount>& emptied) {
  std::vector<Change> changes;
  for (const FieldRow& row : fieldTable) {
    const FieldView& was = before.fields[indexOf(row.field)];
    const FieldView& is = after.fields[indexOf(row.field)];
    if (isEdit(row.field)) {
      if (emptied[indexOf(row.field)] && row.kind == FieldKind::secretEdit) changes.push_back({ChangeKind::empty, row.field});
    } else if (row.kind == FieldKind::image) {
      if (row.field == Field::qrImage && is.shown && !was.shown) changes.push_back({ChangeKind::picture, row.field});
    } else if (row.kind != FieldKind::submitButton && (was.text != is.text || was.literal != is.literal || is.shown != was.shown)) {
      changes.push_back({ChangeKind::text, row.field});
    }
    if (was.shown != is.shown) changes.push_back({ChangeKind::state, row.field});
    if (is.focused) changes.push_back({ChangeKind::focus, row.field});
  }
  if (before.submitNextTo != after.submitNextTo) changes.push_back({ChangeKind::submitNextTo, after.submitNextTo});
  return changes;
}

}  // namespace genkan::logon
