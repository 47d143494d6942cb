package io.jitpeers.examples.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostRuleTest {
  private static final URI PATH = URI.create("/health");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LocalHost:9586",
        "127.0.0.1",
        "127.0.0.1:80",
        "[::1]",
        "[::1]:9586",
        "[2001:db8::7]:80",
        "10.0.0.7"
      })
  void thisMachineIsAnswered(String host) {
    assertThat(HostRule.permits(List.of(host), PATH)).isTrue();
    assertThat(HostRule.permits(null, URI.create("http://" + host + "/health"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.org",
        "example.org:80",
        "localhost.example.org",
        "127.0.0.1.example.org",
        "127.0.0.1@example.org",
        "localhost@example.org:80",
        "[::1].example.org",
        "2130706433",
        "127.1",
        "0x7f.0.0.1",
        "localhost:80:80"
      })
  void othersAreNot(String host) {
    assertThat(HostRule.permits(List.of(host), PATH)).isFalse();
  }

  @Test
  void aHostInTheTargetCounts() {
    List<String> local = List.of("localhost");
    assertThat(HostRule.permits(local, URI.create("http://example.org/health"))).isFalse();
    assertThat(HostRule.permits(local, URI.create("//example.org/health"))).isFalse();
    assertThat(HostRule.permits(local, URI.create("http://localhost@example.org/"))).isFalse();
    assertThat(HostRule.permits(local, URI.create("http://example_org/health"))).isFalse();
    assertThat(HostRule.permits(List.of("example.org"), URI.create("http://localhost/"))).isFalse();
  }

  @Test
  void noneIsAnsweredAndSeveralAreNot() {
    assertThat(HostRule.permits(null, PATH)).isTrue();
    assertThat(HostRule.permits(List.of(), PATH)).isTrue();
    assertThat(HostRule.permits(List.of(""), PATH)).isFalse();
    assertThat(HostRule.permits(List.of("localhost", "localhost"), PATH)).isFalse();
    assertThat(HostRule.permits(List.of("localhost", "example.org"), PATH)).isFalse();
  }
}
