package io.jitpeers.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class JitPropertiesTest {
  private final StandardEnvironment environment = new StandardEnvironment();

  /** Adds a source of lower precedence than the ones before. */
  private JitPropertiesTest with(String name, Map<String, Object> properties) {
    environment.getPropertySources().addLast(new MapPropertySource(name, properties));
    return this;
  }

  private JitPropertiesTest withVariables(Map<String, Object> variables) {
    environment
        .getPropertySources()
        .addLast(
            new SystemEnvironmentPropertySource(
                "test-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
    return this;
  }

  private Map<String, String> settings() {
    ConfigurationPropertySources.attach(environment);
    return new JitProperties(environment).settings(key -> true);
  }

  @Test
  void keysLoseTheirPrefix() {
    assertThat(
            with("file", Map.of("jit.peer-store", "memory", "jit.eviction.every", "30s", "x", "y"))
                .settings())
        .containsOnly(Map.entry("peer-store", "memory"), Map.entry("eviction.every", "30s"));
  }

  @Test
  void eachFormOfANameIsTheSameKey() {
    assertThat(with("file", Map.of("jit.peerConfig.maxAllowedIps", 3)).settings())
        .containsOnly(Map.entry("peer-config.max-allowed-ips", "3"));
  }

  @Test
  void environmentVariablesAreTheSameKeys() {
    assertThat(
            withVariables(
                    Map.of(
                        "JIT_CONFIGSOURCE_HTTP_BASEURL",
                        "http://one",
                        "JIT_PACKET_SOURCE_UDP_PORT",
                        "51820"))
                .settings())
        .containsOnly(
            Map.entry("config-source.http.base-url", "http://one"),
            Map.entry("packet-source.udp.port", "51820"));
  }

  @Test
  void theFirstSourceWinsWhateverTheForm() {
    assertThat(
            with("first", Map.of("jit.packetSource.type", "udp"))
                .with("second", Map.of("jit.packet-source", "pcap"))
                .settings())
        .containsOnly(Map.entry("packet-source", "udp"));
  }

  @Test
  void aListReplacesAWholeList() {
    Map<String, Object> lower = new LinkedHashMap<>();
    lower.put("jit.eviction-policy.type[0]", "expiry");
    lower.put("jit.eviction-policy.type[1]", "idle");
    assertThat(
            with("first", Map.of("jit.eviction-policy[0]", "probation"))
                .with("second", lower)
                .settings())
        .containsOnly(Map.entry("eviction-policy[0]", "probation"));
  }

  @Test
  void placeholdersAreResolved() {
    assertThat(
            with(
                    "file",
                    Map.of("jit.config-source.http.base-url", "http://${host}:80", "host", "a"))
                .settings())
        .containsOnly(Map.entry("config-source.http.base-url", "http://a:80"));
  }

  @Test
  void theStartersOwnPropertiesAreNoSettings() {
    assertThat(
            with(
                    "file",
                    Map.of("jit.enabled", true, "jit.auto-startup", false, "jit.autoStartup", 1))
                .settings())
        .isEmpty();
  }

  @Test
  void anUnknownNameStaysAsItIsWritten() {
    assertThat(
            with("file", Map.of("jit.peer-store.mine.some-Thing[0]", "a", "jit.peer-stor", "b"))
                .settings())
        .containsOnly(Map.entry("peer-store.mine.some-Thing[0]", "a"), Map.entry("peer-stor", "b"));
  }

  /** Kubernetes sets such variables for a service whose name begins with jit. */
  @Test
  void variablesOfThePlatformAreNoSettings() {
    assertThat(
            withVariables(
                    Map.of(
                        "JIT_GATEWAY_SERVICE_HOST", "10.0.0.1",
                        "JIT_GATEWAY_PORT", "tcp://10.0.0.1:80",
                        "JIT_AUTOSTARTUP", "false",
                        "JIT_PEERSTORE", "memory"))
                .settings())
        .containsOnly(Map.entry("peer-store", "memory"));
  }

  /** Such as JNDI. */
  @Test
  void aSourceThatCannotListItsNamesIsAskedForEach() {
    environment
        .getPropertySources()
        .addLast(
            new PropertySource<>("directory", Map.of("jit.peer-store", "memory")) {
              @Override
              public Object getProperty(String name) {
                return getSource().get(name);
              }
            });

    assertThat(settings()).containsOnly(Map.entry("peer-store", "memory"));
  }

  @Test
  void aPlaceholderWithoutValueStaysAsBootLeavesIt() {
    assertThat(with("file", Map.of("jit.state.directory", "${unknown}/x")).settings())
        .containsOnly(Map.entry("state.directory", "${unknown}/x"));
  }
}
