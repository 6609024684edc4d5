// Every ceiling of the program, with its unit. A limit that a person may want to change is a
// setting instead (server/config.h).
#pragma once

#include <cstddef>
#include <cstdint>

namespace ceilings {
inline constexpr std::size_t kHeadBytes = 16 * 1024;
inline constexpr std::size_t kHeaders = 100;
inline constexpr std::size_t kSliceBytes = 64 * 1024;       // of an upload, at most 2 in flight
inline constexpr std::size_t kUploadMetaBytes = 64 * 1024;  // JSON part of an upload
inline constexpr std::size_t kJsonDepth = 32;
inline constexpr int kPageDefault = 50;
inline constexpr int kPageMax = 200;
inline constexpr std::size_t kBulkPhotos = 200;
inline constexpr std::size_t kDevelopAtOnce = 4;  // decoder processes
inline constexpr int kWaitThreads = 64;
inline constexpr int kHeavyThreads = 2;
inline constexpr int kSpoolThreads = 2;
inline constexpr std::size_t kPoolQueue = 2'000;
inline constexpr std::size_t kGroupClosures = 64;  // of one group commit
inline constexpr int kGroupMs = 5;
inline constexpr std::size_t kIdleReaders = 16;  // SQLite connections kept for reading
inline constexpr std::size_t kSessionsCached = 50'000;
inline constexpr std::size_t kLayoutSections = 640 * 1024;  // of projects, about 300 bytes each
inline constexpr std::size_t kScopeSections = 640 * 1024;   // that people see, about 100 bytes each
inline constexpr std::size_t kTallySections = 1'024 * 1024;  // of routes, about 50 bytes each
inline constexpr std::size_t kKeptRows = 8'192;  // texts of listed photos, about 1 KB each
inline constexpr std::size_t kMeterKeys = 100'000;
inline constexpr int kJobTries = 5;
inline constexpr int kJobLeaseMs = 60'000;
inline constexpr std::size_t kImportRows = 20'000;                // of one CSV file
inline constexpr std::size_t kImportErrors = 200;                 // named at once
inline constexpr std::uint64_t kPictureBytes = 10 * 1024 * 1024;  // example of a checkpoint
inline constexpr std::size_t kAccessMembers = 5'000;  // memberships in one access matrix
inline constexpr std::size_t kAccessPlaces = 1'000;   // its routes, or one route's sections
inline constexpr std::size_t kAccessCells = 50'000;
inline constexpr int kOutboxesPerPerson = 20;  // phones heard from; the last ones are kept
inline constexpr int kSectionsRanked = 5'000;  // looked at for "nearest" or a search
inline constexpr int kConnections = 10'000;
inline constexpr int kUploads = 1'000;                         // at once; each holds some 150 KB
inline constexpr std::size_t kStreams = 1'000;                 // endless replies of one process
inline constexpr std::size_t kStreamsPerPerson = 20;           // tabs and devices
inline constexpr std::size_t kStreamOutboxBytes = 128 * 1024;  // of one slow client
inline constexpr int kDownloads = 8;                           // of what a list shows, at once
inline constexpr int kDownloadsPerPerson = 2;
inline constexpr std::size_t kNewsKept = 256;  // for clients that come back
}  // namespace ceilings
