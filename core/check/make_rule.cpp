// The rules that a header may name. A new one is a file of its own and a line here.
#include <array>

#include "core/check/fifo_rule.hpp"
#include "core/check/mutex_rule.hpp"
#include "core/check/rule.hpp"
#include "core/check/total_order_rule.hpp"

namespace lamport {

namespace {

struct Entry {
  std::string_view name;
  std::unique_ptr<Rule> (*make)();
};

template <class R>
std::unique_ptr<Rule> make() {
  return std::make_unique<R>();
}

constexpr Entry table[]{
    {"fifo", make<FifoRule>},
    {"mutex", make<MutexRule>},
    {"total-order", make<TotalOrderRule>},
};

constexpr auto names = [] {
  std::array<std::string_view, std::size(table)> all;
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = table[i].name;
  return all;
}();

}  // namespace

std::span<const std::string_view> rule_names() {
  return names;
}

std::unique_ptr<Rule> make_rule(std::string_view name) {
  for (const auto& entry : table)
    if (entry.name == name) return entry.make();
  return nullptr;
}

}  // namespace lamport
