/** A module with a gateway, for the module path. */
module com.example.gateway {
  requires io.jitpeers.core;
  requires io.jitpeers.testkit;
  requires jdk.httpserver;
}
