package io.jitpeers.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.testkit.Await;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Tests the actuator of a real application over HTTP. */
class ActuatorTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private ConfigurableApplicationContext application;
  private JitOrchestrator gateway;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(Contexts.OwnSources.class)
  static class Application {}

  @BeforeEach
  void start() {
    application = run("--management.endpoint.jitpeers.access=unrestricted");
    gateway = application.getBean(JitOrchestrator.class);
  }

  private static ConfigurableApplicationContext run(String... arguments) {
    SpringApplication program = new SpringApplication(Application.class);
    program.setDefaultProperties(
        Map.of(
            "server.port", "0",
            "server.address", "127.0.0.1",
            "spring.main.banner-mode", "off",
            "management.endpoints.web.exposure.include", "*",
            "management.endpoint.health.show-details", "always",
            "jit.start.warm-up", "off",
            "jit.peer-store", "memory"));
    return program.run(arguments);
  }

  @AfterEach
  void stop() {
    application.close();
  }

  private URI uri(String path) {
    return URI.create(
        "http://127.0.0.1:"
            + application.getEnvironment().getProperty("local.server.port")
            + "/actuator/"
            + path);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private Map<String, Object> read(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonParserFactory.getJsonParser().parseMap(answer.body());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private Client client() throws Exception {
    return Client.of(gateway).connect(application.getBean(DirectPacketSource.class));
  }

  @Test
  void healthHasTheGateway() throws Exception {
    assertThat(get("health").body())
        .contains("\"jit\":{\"status\":\"UP\"")
        .contains("\"state\":\"up\"")
        .contains("\"interface\":\"memory\"");

    gateway.close();

    assertThat(get("health").statusCode()).isEqualTo(503);
    assertThat(get("health").body()).contains("not_running");
  }

  @Test
  void infoHasTheDevice() throws Exception {
    assertThat(get("info").body())
        .contains(gateway.device().orElseThrow().publicKey().toBase64())
        .contains("\"listenPort\":51820");
  }

  @Test
  void metersAreBound() throws Exception {
    client();

    assertThat(get("metrics/jit.peers.resident").body())
        .contains("\"name\":\"jit.peers.resident\"");
  }

  @Test
  void provisioningsAreObserved() throws Exception {
    client();

    Await.until(
        "the observation has ended",
        () -> get("metrics/jit.provisioning").body().contains("\"name\":\"jit.provisioning\""));
    assertThat(get("metrics/jit.provisioning").body()).contains("\"installed\"");
    assertThat(get("metrics/jit.lookup").body()).contains("\"found\"");
  }

  @Test
  void theSnapshotHasPeersAndCounters() throws Exception {
    Client first = client();
    client();

    Map<String, Object> all = read("jitpeers");
    assertThat((List<?>) all.get("peers")).hasSize(2);
    assertThat(all.toString()).contains(first.key().toBase64(), "installed=2", "controlPlane=");
    assertThat((List<?>) read("jitpeers?limit=1").get("peers")).hasSize(1);
    assertThat(get("jitpeers?limit=-1").statusCode()).isEqualTo(400);
  }

  /** A path cannot begin with a slash, or contain two in a row. */
  private Client clientWithPlainKey() throws Exception {
    Client client = Client.of(gateway);
    while (client.key().toBase64().startsWith("/") || client.key().toBase64().contains("//")) {
      client = Client.of(gateway);
    }
    return client.connect(application.getBean(DirectPacketSource.class));
  }

  @Test
  void aPeerIsFoundByItsKeyInEachForm() throws Exception {
    Client client = clientWithPlainKey();
    String base64 = client.key().toBase64();
    String urlSafe = base64.replace('+', '-').replace('/', '_').replace("=", "");

    assertThat(get("jitpeers/" + urlSafe).body()).contains(base64);
    assertThat(get("jitpeers/" + client.key().toHex()).body()).contains(base64);
    assertThat(get("jitpeers/" + base64).body()).contains(base64);
    assertThat(get("jitpeers/short").statusCode()).isEqualTo(400);
  }

  @Test
  void aPeerIsExplained() throws Exception {
    Client client = client();
    String path = "jitpeers/" + client.key().toHex();
    // The gateway records the outcome only after it has passed the initiation on.
    Await.until(
        "the initiation's outcome is known",
        () -> read(path).get("initiations").toString().contains("outcome="));

    Map<String, Object> resident = read(path);
    assertThat(resident.get("next").toString())
        .contains("prospect=resident_without_handshake", "hopeful=true", "sentence=");
    assertThat(resident.get("resident").toString()).contains("state=probation");
    assertThat(resident.get("answer").toString()).contains("kind=found");
    assertThat(resident.get("initiations").toString())
        .contains("outcome=installed", "source=192.0.2.7:40000");

    Map<String, Object> unknown = read("jitpeers/" + "A".repeat(42) + "E");
    assertThat(unknown.get("next").toString()).contains("prospect=ask");
    assertThat(unknown).doesNotContainKeys("resident", "answer");
  }

  @Test
  void commandsAreExecuted() throws Exception {
    Client client = client();
    String key = "{\"key\":\"" + client.key().toBase64() + "\"}";

    assertThat(post("jitpeers/pin", key).body()).isEqualTo("{\"pinned\":true}");
    assertThat(gateway.find(client.key()).orElseThrow().pinned()).isTrue();
    assertThat(post("jitpeers/unpin", key).body()).isEqualTo("{\"pinned\":false}");
    assertThat(post("jitpeers/sweep", "{\"dryRun\":true}").body())
        .contains("\"dryRun\":true", "\"listed\":1");
    assertThat(post("jitpeers/sweep", "{}").body()).contains("\"dryRun\":false");
    assertThat(post("jitpeers/pause-eviction", "{}").body()).isEqualTo("{\"paused\":true}");
    assertThat(post("jitpeers/resume-eviction", "{}").body()).isEqualTo("{\"paused\":false}");
    assertThat(post("jitpeers/release-brake", "{}").body()).isEqualTo("{\"evicted\":0}");
    assertThat(post("jitpeers/evict", key).body()).isEqualTo("{\"evicted\":true}");
    assertThat(gateway.find(client.key())).isEmpty();
    assertThat(post("jitpeers/revoke", key).body()).isEqualTo("{\"revoked\":false}");
    assertThat(post("jitpeers/forget-timestamp", key).body()).isEqualTo("{\"forgotten\":true}");
  }

  @Test
  void wrongCommandsAreRefused() throws Exception {
    assertThat(post("jitpeers/dance", "{}").statusCode()).isEqualTo(400);
    assertThat(post("jitpeers/evict", "{}").statusCode()).isEqualTo(400);
    assertThat(post("jitpeers/evict", "{\"key\":\"x\"}").statusCode()).isEqualTo(400);
  }

  @Test
  void commandsNeedToBePermitted() throws Exception {
    application.close();
    application = run();

    assertThat(get("jitpeers").statusCode()).isEqualTo(200);
    assertThat(post("jitpeers/sweep", "{}").statusCode()).isEqualTo(405);
  }
}
