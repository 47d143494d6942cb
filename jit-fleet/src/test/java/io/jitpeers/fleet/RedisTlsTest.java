package io.jitpeers.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engine that is reached by TLS only. Its certificate is made by openssl. */
@Tag("redis")
@Timeout(120)
class RedisTlsTest {
  @TempDir private Path folder;
  private final FleetProbe probe = new FleetProbe();

  private Path certificate(String name, String subject) throws Exception {
    Path file = folder.resolve(name + ".pem");
    List<String> command =
        List.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=" + name,
            "-addext",
            "subjectAltName=" + subject,
            "-keyout",
            folder.resolve(name + ".key").toString(),
            "-out",
            file.toString());
    int exit =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl.log").toFile())
            .start()
            .waitFor();
    assertThat(exit).isZero();
    return file;
  }

  private RedisServer server(Path certificate, String name) throws Exception {
    return RedisServer.startTls(
        folder.resolve("server"), certificate, folder.resolve(name + ".key"));
  }

  private static RedisFleet fleet(RedisServer server, Path authority) {
    return new RedisFleet(
        RedisFleetOptions.builder("rediss://127.0.0.1:" + server.port()).caFile(authority).build());
  }

  @Test
  void aTrustedEngineIsUsed() throws Exception {
    Path certificate = certificate("trusted", "IP:127.0.0.1");
    try (RedisServer server = server(certificate, "trusted");
        RedisFleet fleet = fleet(server, certificate)) {
      FleetProbe.start(fleet);
      probe.assertAnswers(fleet);
    }
  }

  @Test
  void anotherAuthoritysEngineIsNot() throws Exception {
    Path certificate = certificate("stranger", "IP:127.0.0.1");
    try (RedisServer server = server(certificate, "stranger");
        RedisFleet fleet = fleet(server, certificate("trusted", "IP:127.0.0.1"))) {
      fleet.start();
      assertThat(probe.advance(fleet)).isEmpty();
    }
  }

  @Test
  void anotherServersCertificateIsNotAccepted() throws Exception {
    Path certificate = certificate("other", "IP:192.0.2.1");
    try (RedisServer server = server(certificate, "other");
        RedisFleet fleet = fleet(server, certificate)) {
      fleet.start();
      assertThat(probe.advance(fleet)).isEmpty();
    }
  }
}
