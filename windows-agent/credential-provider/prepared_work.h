// What the work on a submit led to, until LogonUI fetches it. Microsoft promises Connect for the screen before the
// network only; where nobody called it, the work is still to be done.
#pragma once

#include <optional>
#include <utility>

#include "credential-provider/tile_task.h"

namespace genkan::logon {

class PreparedWork final {
 public:
  void keep(Task task) noexcept { task_ = task; }
  // What is on the tile is no longer what the work was about; the next submit starts anew.
  void drop() noexcept { task_.reset(); }
  // Something else was typed: what was proven for the old text is not packed, and not tried again by itself.
  void spoil() noexcept {
    if (task_) task_ = Task::askPerson;
  }
  bool isPacking() const noexcept { return task_ == Task::packLogon || task_ == Task::packPasswordChange; }
  // Once; nullopt when nobody has worked yet.
  std::optional<Task> take() noexcept { return std::exchange(task_, std::nullopt); }

 private:
  std::optional<Task> task_;
};

}  // namespace genkan::logon
