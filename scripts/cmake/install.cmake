# find_package(lamport): the targets lamport::core, lamport::formats, lamport::sim and lamport::net
# for other projects' builds.
include(CMakePackageConfigHelpers)

set(config_directory ${CMAKE_INSTALL_LIBDIR}/cmake/lamport)
install(TARGETS lamport_core lamport_formats lamport_sim lamport_web lamport_net
  EXPORT lamport)
install(TARGETS lamport)
install(EXPORT lamport NAMESPACE lamport:: FILE lamport-targets.cmake
  DESTINATION ${config_directory})
install(DIRECTORY core sim net DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/lamport
  FILES_MATCHING PATTERN "*.hpp" PATTERN scenarios EXCLUDE)
install(FILES web/embedded.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/lamport/web)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/lamport-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES scripts/cmake/lamport-config.cmake scripts/cmake/dependencies.cmake
  ${PROJECT_BINARY_DIR}/lamport-config-version.cmake DESTINATION ${config_directory})
