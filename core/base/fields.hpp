// Field lists: a message body or a process's durable state names its members once, and everything
// that must walk them (codecs, state displays) does so through the list. No format knowledge here.
#pragma once

#include <string_view>
#include <tuple>

namespace lamport {

/// One member and the name under which it travels and is stored. The name is part of a format.
template <class Owner, class Member>
struct Field {
  std::string_view name;
  Member Owner::*member;
};

template <class Owner, class Member>
Field(const char*, Member Owner::*) -> Field<Owner, Member>;

/// A type that lists its fields:
///   static constexpr auto fields() { return std::tuple{Field{"text", &Hello::text}}; }
template <class T>
concept HasFields = requires {
  T::fields();
};

/// An enumeration that travels as one of its names has, beside it, a function found by its
/// argument:
///   constexpr std::span<const std::string_view> enum_names(Kind) { return kind_names; }
/// with a name for each enumerator, from 0 on without gaps.

/// Calls `visit(name, member reference)` for every field in order.
template <HasFields T, class Visitor>
constexpr void for_each_field(T& object, Visitor&& visit) {
  std::apply([&](const auto&... field) { (visit(field.name, object.*(field.member)), ...); },
             std::remove_const_t<T>::fields());
}

}  // namespace lamport
