// Huge pages: an allocator that asks the kernel for 2 MiB pages under large arrays. A simulation of
// a million processes touches its memory at random; with 4 KiB pages it would wait for address
// translation. It only asks: where the kernel does not know how, everything works the same, slower.
#pragma once

#include <cstddef>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace lamport::sim {

inline constexpr std::size_t huge_page = std::size_t{2} << 20;

/// For standard containers. Blocks under 2 MiB come from the ordinary heap.
template <class T>
struct HugePageAllocator {
  using value_type = T;

  HugePageAllocator() = default;
  template <class Other>
  HugePageAllocator(const HugePageAllocator<Other>&) {}

  T* allocate(std::size_t count) {
    const auto bytes = count * sizeof(T);
    if (bytes < huge_page) return static_cast<T*>(::operator new(bytes, small_alignment));
    auto* block = ::operator new (bytes, std::align_val_t{huge_page});
#ifdef __linux__
    (void)madvise(block, bytes, MADV_HUGEPAGE);  // a wish; refused, pages are small
#endif
    return static_cast<T*>(block);
  }

  void deallocate(T* block, std::size_t count) noexcept {
    const auto large = count * sizeof(T) >= huge_page;
    ::operator delete(block, large ? std::align_val_t{huge_page} : small_alignment);
  }

  friend bool operator==(HugePageAllocator, HugePageAllocator) {
    return true;
  }

 private:
  static constexpr std::align_val_t small_alignment{alignof(T) > 64 ? alignof(T) : 64};
};

}  // namespace lamport::sim
