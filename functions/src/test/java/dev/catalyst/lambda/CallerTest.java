package dev.catalyst.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

class CallerTest {

    @Test
    void what_an_authorizer_tells_of_a_caller_is_read_again() {
        var caller = new Caller("one", "ada", Set.of(Scope.WRITE, Scope.READ), null);

        assertThat(caller.context()).containsEntry("scope", "read write");
        assertThat(Caller.of(caller.context())).contains(caller);
    }

    @Test
    void nobody_is_found_where_tenant_user_or_scope_is_not_told() {
        for (var missing : Set.of("tenant", "user", "scope")) {
            var context = new HashMap<>(Caller.DEVELOPER.context());
            context.remove(missing);
            assertThat(Caller.of(context)).as(missing).isEmpty();
        }
        assertThat(Caller.of(null)).isEmpty();
        assertThat(Caller.of(Map.of("tenant", 1, "user", "ada", "scope", "read"))).isEmpty();
    }

    @Test
    void scopes_that_mean_nothing_here_give_nothing() {
        assertThat(Scope.of("openid admin  READ readwrite")).containsExactly(Scope.ADMIN);
        assertThat(Scope.of("")).isEmpty();
    }
}
