// One page of a list.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/describe.h"

template <class T>
struct Page {
  std::vector<T> items;
  std::optional<std::string> next;  // cursor of the next page, null on the last one

  BOOST_DESCRIBE_CLASS(Page, (), (items, next), (), ())
};

// A list that is whole.
template <class T>
struct Items {
  std::vector<T> items;

  BOOST_DESCRIBE_CLASS(Items, (), (items), (), ())
};
