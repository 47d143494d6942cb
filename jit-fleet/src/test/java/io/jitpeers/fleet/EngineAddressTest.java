package io.jitpeers.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.base.Throwables;
import com.google.common.net.HostAndPort;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineAddressTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis://a | redis a:6379",
        "redis://a:7000/3 | redis a:7000",
        "rediss://a.example | rediss a.example:6379",
        "redis://[2001:db8::1]:7000 | redis [2001:db8::1]:7000",
        "redis-sentinel://a,b:7000/main | redis-sentinel a:26379, b:7000",
        "rediss-sentinel://a/main | rediss-sentinel a:26379",
        "redis-cluster://a,b:7000,[::1] | redis-cluster a:6379, b:7000, [::1]:6379",
        "rediss-cluster://a/ | rediss-cluster a:6379",
      })
  void eachFormIsRead(String url, String address) {
    assertThat(EngineAddress.parse(url)).hasToString(address);
  }

  @Test
  void theDatabaseAndThePrimaryAreRead() {
    assertThat(EngineAddress.parse("redis://a/3").database()).isEqualTo(3);
    assertThat(EngineAddress.parse("redis://a").database()).isZero();
    EngineAddress sentinel = EngineAddress.parse("redis-sentinel://a,b/main");
    assertThat(sentinel.primaryName()).isEqualTo("main");
    assertThat(sentinel.servers())
        .isEqualTo(List.of(HostAndPort.fromParts("a", 26_379), HostAndPort.fromParts("b", 26_379)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a:6379",
        "http://a",
        "redis:a",
        "redis://",
        "redis:///3",
        "redis://a:0",
        "redis://a:70000",
        "redis://a/x",
        "redis://a/3?x=y",
        "redis://a/3#x",
        "redis://2001:db8::1",
        "redis://a,b",
        "redis-sentinel://a,b",
        "redis-cluster://a,b/3",
        "redis-cluster://a,,b",
        "redis://a b",
      })
  void otherFormsAreRefused(String url) {
    assertThatIllegalArgumentException().isThrownBy(() -> EngineAddress.parse(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://u:sesame@a",
        "redis://:sesame@a",
        "redis-cluster://u:sesame@a,b",
        "redis://u:sesame@a b"
      })
  void aPasswordInTheUrlIsRefusedAndNotRepeated(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisFleetOptions.builder(url))
        .satisfies(e -> assertThat(Throwables.getStackTraceAsString(e)).doesNotContain("sesame"));
  }
}
