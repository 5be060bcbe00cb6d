pub fn update(_: &mut super::state::State, _: super::msg::Msg) -> Vec<super::msg::Effect> {
    vec![]
}
