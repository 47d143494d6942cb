package io.jitpeers.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Spring Boot application of a project, in a process of its own. */
final class SpringProcess implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final Pattern GATEWAY_KEY = Pattern.compile("\"publicKey\":\"([^\"]+)\"");

  private final HttpClient http = HttpClient.newHttpClient();
  private final int webPort = freePort();
  private final int actuatorPort = freePort();
  private final int udpPort = freeUdpPort();
  private final Path output;
  private final Process process;

  private SpringProcess(Path folder) throws IOException {
    output = folder.resolve("target/ahead-of-time.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dspring.aot.enabled=true",
                "-jar",
                "target/gateway.jar",
                "--server.port=" + webPort,
                "--management.server.port=" + actuatorPort,
                "--jit.packet-source.udp.port=" + udpPort)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    Command.setEnvironment(builder.environment());
    process = builder.start();
  }

  /** Starts an application with what its build prepared, and waits until it is healthy. */
  static SpringProcess startAheadOfTime(Path folder) throws Exception {
    SpringProcess application = new SpringProcess(folder);
    try {
      Await.until("the application is healthy", application::isHealthy);
      return application;
    } catch (Throwable e) {
      application.close();
      throw new AssertionError(application.output(), e);
    }
  }

  private boolean isHealthy() throws IOException, InterruptedException {
    assertThat(process.isAlive()).as("the application runs").isTrue();
    try {
      String health = actuator("health");
      return health.contains("\"jit\":{") && !health.contains("DOWN");
    } catch (IOException e) {
      return false;
    }
  }

  /** Adds a client to the application's repository, and sends the client's first packet. */
  PublicKey connectClient() throws Exception {
    Matcher key = GATEWAY_KEY.matcher(actuator("info"));
    assertThat(key.find()).isTrue();
    SecureRandom random = new SecureRandom();
    FakeClient client =
        FakeClient.of(PrivateKey.generate(random), PublicKey.ofBase64(key.group(1)), random);
    URI peer = URI.create("http://127.0.0.1:" + webPort + "/peers/" + client.publicKey().toHex());
    HttpRequest add =
        HttpRequest.newBuilder(peer).PUT(BodyPublishers.ofString("10.0.0.2/32")).build();
    assertThat(http.send(add, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    byte[] packet = client.begin(Tai64n.of(Instant.parse("2026-11-30T12:00:00Z"))).initiation();
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(packet, packet.length, LOOPBACK, udpPort));
    }
    return client.publicKey();
  }

  /** Returns what an endpoint of the actuator answers. */
  String actuator(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + actuatorPort + "/actuator/" + path);
    HttpResponse<String> answer =
        http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    return answer.body();
  }

  /** Returns what the application has written. */
  String output() {
    return Command.text(output);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    }
  }

  private static int freeUdpPort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
      return socket.getLocalPort();
    }
  }
}
