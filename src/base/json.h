// Described structs to JSON text. Reading is in json_read.h, which is heavier.
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "base/scalars.h"

namespace json {

// JSON that is already text, written as it stands.
struct Raw {
  std::string text = "null";
};

// A T that is written already; many answers may share it.
template <class T>
class Written {
 public:
  using Type = T;
  Written() = default;
  explicit Written(const T& value);
  const std::string& text() const { return *text_; }

 private:
  std::shared_ptr<const std::string> text_;
};

template <class T>
inline constexpr bool kIsWritten = false;
template <class T>
inline constexpr bool kIsWritten<Written<T>> = true;

void append_string(std::string& out, std::string_view text);  // quoted and escaped
void append_number(std::string& out, double number);          // null when it is not finite

template <class T>
void append(std::string& out, const T& value);

namespace detail {
// `,"name":` of a member, made while compiling: keys are most of what is written.
template <class Member>
inline constexpr auto kKey = [] {
  constexpr std::string_view kName = Member::name;
  std::array<char, kName.size() + 4> key{',', '"'};
  std::ranges::copy(kName, key.begin() + 2);
  key[kName.size() + 2] = '"';
  key[kName.size() + 3] = ':';
  return key;
}();

template <class T>
void append_struct(std::string& out, const T& value) {
  bool first = true;
  out += '{';
  boost::mp11::mp_for_each<MembersOf<T>>([&]<class Member>(Member member) {
    constexpr auto& key = kKey<Member>;
    out.append(key.data() + first, key.size() - first);
    append(out, value.*member.pointer);
    first = false;
  });
  out += '}';
}

template <class T>
void append_list(std::string& out, const std::vector<T>& values) {
  if constexpr (kIsWritten<T>) {
    std::size_t bytes = out.size() + values.size() + 512;  // and what follows the list
    for (const T& value : values) bytes += value.text().size();
    out.reserve(bytes);
  }
  out += '[';
  for (const T& value : values) {
    if (&value != values.data()) out += ',';
    append(out, value);
  }
  out += ']';
}

template <class N>
void append_whole(std::string& out, N number) {
  const fmt::format_int text(number);
  out.append(text.data(), text.size());
}

inline void append_scalar(std::string& out, const std::string& text) { append_string(out, text); }
inline void append_scalar(std::string& out, std::string_view text) { append_string(out, text); }
inline void append_scalar(std::string& out, const Raw& raw) { out += raw.text; }
template <class T>
void append_scalar(std::string& out, const Written<T>& written) {
  out += written.text();
}
inline void append_scalar(std::string& out, bool value) { out += value ? "true" : "false"; }
template <class Tag>
void append_scalar(std::string& out, const Id<Tag>& id) {
  append_string(out, id.text);
}
template <std::size_t Min, std::size_t Max>
void append_scalar(std::string& out, const Text<Min, Max>& text) {
  append_string(out, text.value);
}
template <std::int64_t Min, std::int64_t Max>
void append_scalar(std::string& out, const Number<Min, Max>& number) {
  append_whole(out, number.value);
}
template <int Min, int Max>
void append_scalar(std::string& out, const Decimal<Min, Max>& number) {
  append_number(out, number.value);
}
template <class N>
  requires std::is_arithmetic_v<N> && (!std::is_same_v<N, bool>)
void append_scalar(std::string& out, N number) {
  if constexpr (std::is_floating_point_v<N>) {
    append_number(out, number);
  } else {
    append_whole(out, number);
  }
}
}  // namespace detail

template <class T>
void append(std::string& out, const T& value) {
  if constexpr (kIsOptional<T>) {
    value ? append(out, *value) : void(out += "null");
  } else if constexpr (kIsVector<T>) {
    detail::append_list(out, value);
  } else if constexpr (DescribedEnum<T>) {
    append_string(out, name_of(value));
  } else if constexpr (DescribedStruct<T>) {
    detail::append_struct(out, value);
  } else {
    detail::append_scalar(out, value);
  }
}

template <class T>
std::string to_text(const T& value) {
  std::string out;
  append(out, value);
  return out;
}

template <class T>
Written<T>::Written(const T& value) {
  std::string text = to_text(value);
  text.shrink_to_fit();  // it is kept, and has grown by doubling
  text_ = std::make_shared<const std::string>(std::move(text));
}

}  // namespace json
