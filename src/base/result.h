// Result<T>: a value or an Error that a client caused. Faults are exceptions, never Results.
#pragma once

#include <expected>
#include <utility>

#include "base/error.h"

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}                       // NOLINT: meant to convert
  Result(Error error) : state_(std::unexpected(std::move(error))) {}  // NOLINT

  explicit operator bool() const { return state_.has_value(); }
  T& operator*() & { return *state_; }
  const T& operator*() const& { return *state_; }
  T&& operator*() && { return *std::move(state_); }
  T* operator->() { return &*state_; }
  const T* operator->() const { return &*state_; }
  const Error& error() const { return state_.error(); }

 private:
  std::expected<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : state_(std::unexpected(std::move(error))) {}  // NOLINT

  explicit operator bool() const { return state_.has_value(); }
  const Error& error() const { return state_.error(); }

 private:
  std::expected<void, Error> state_;
};
