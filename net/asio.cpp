// Compiles Boost.Asio and Boost.Beast, once for all of net: a file that includes them then takes
// seconds less to build. Nothing of our own is here.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
